// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title Who may act on a clinic's contract
/// @notice The admin (the clinic's local node, or the consortium's steward) grants roles and may pause every change.
/// @dev Each grant keeps the block it was made in, so that a client finds its event without scanning the chain.
abstract contract ClinicAccess is AccessControl, Pausable {
    /// @notice Relays what the clinic itself does: registering patients, checking insurance, claims, anchoring.
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");

    mapping(bytes32 role => mapping(address account => uint256 blockNumber)) private _grantedAt;
    mapping(bytes32 role => mapping(address account => uint256 blockNumber)) private _revokedAt;

    /// @notice A commitment or address that must say something was zero.
    error EmptyArgument();
    /// @notice `account` does not hold `role`; it was taken away in block `revokedAt`, or never held when that is 0.
    error RoleNotHeld(bytes32 role, address account, uint256 revokedAt);

    /// @param admin holds DEFAULT_ADMIN_ROLE and OPERATOR_ROLE from the start
    constructor(address admin) {
        if (admin == address(0)) revert EmptyArgument();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(OPERATOR_ROLE, admin);
    }

    /// @notice Stops every change until `unpause`; views keep answering.
    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    /// @notice Lets changes through again.
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    /// @notice The block in which `account` got `role`, or 0 when it does not hold it.
    function roleGrantedAt(bytes32 role, address account) external view returns (uint256) {
        return hasRole(role, account) ? _grantedAt[role][account] : 0;
    }

    /// @inheritdoc AccessControl
    function _grantRole(bytes32 role, address account) internal virtual override returns (bool) {
        bool isNew = super._grantRole(role, account);
        if (isNew) _grantedAt[role][account] = block.number;
        return isNew;
    }

    /// @inheritdoc AccessControl
    /// @dev A repeated revocation names the block of the first, as the client's other repeated calls do.
    function _revokeRole(bytes32 role, address account) internal virtual override returns (bool) {
        if (!super._revokeRole(role, account)) revert RoleNotHeld(role, account, _revokedAt[role][account]);
        _revokedAt[role][account] = block.number;
        return true;
    }
}
