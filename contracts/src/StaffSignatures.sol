// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

/// @title Calls that staff sign and someone else relays
/// @notice EIP-712 over a five-field domain: name, version, chainId, verifyingContract and the deployment's salt.
/// @dev The salt keeps apart two deployments that share chain id and address, as embedded chains of two clinics do.
///      The domain's chain id is the clinic's own, given once, and not that of the chain underneath: a clinic that moves to
///      another chain takes the signatures of its staff along, and the salt is known to its own deployments alone.
///      Nonces are random and unordered: devices that are offline for days sign without knowing of each other.
abstract contract StaffSignatures is IERC5267 {
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
        );
    bytes32 private constant VERSION_HASH = keccak256("1");

    bytes32 private immutable SALT;
    uint256 private immutable CLINIC_CHAIN_ID;
    bytes32 private immutable NAME_HASH;
    string private _domainName;
    mapping(address signer => mapping(bytes32 nonce => uint256 blockNumber)) private _nonceUsedAt;

    /// @notice A staff member's signature was used; the contract's next event is the change that it authorized.
    event SignatureUsed(address indexed signer, bytes32 indexed nonce);

    /// @notice This signer's nonce was used in an earlier block (or earlier in this one).
    error NonceAlreadyUsed(address signer, bytes32 nonce, uint256 usedAtBlock);
    /// @notice The signature was made by another key, or over other values.
    error SignatureMismatch(address signer, address recovered);

    /// @param name the contract's name in the domain
    /// @param salt the clinic's random salt
    /// @param clinicChainId the chain id that the clinic's staff sign for, on whichever chain this stands
    constructor(string memory name, bytes32 salt, uint256 clinicChainId) {
        _domainName = name;
        NAME_HASH = keccak256(bytes(name));
        SALT = salt;
        CLINIC_CHAIN_ID = clinicChainId;
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (hex"1f", _domainName, "1", CLINIC_CHAIN_ID, address(this), SALT, new uint256[](0));
    }

    /// @notice The block in which this signer's nonce was used, or 0.
    function nonceUsedAt(address signer, bytes32 nonce) external view returns (uint256) {
        return _nonceUsedAt[signer][nonce];
    }

    /// @notice The hash of the domain that every signature is bound to.
    function domainSeparator() public view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, CLINIC_CHAIN_ID, address(this), SALT));
    }

    /// @dev Consumes the nonce, and reverts unless `signer` signed `structHash` for this deployment.
    function _useSignature(address signer, bytes32 nonce, bytes32 structHash, bytes calldata signature) internal {
        uint256 usedAt = _nonceUsedAt[signer][nonce];
        if (usedAt != 0) revert NonceAlreadyUsed(signer, nonce, usedAt);
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domainSeparator(), structHash));
        address recovered = ECDSA.recoverCalldata(digest, signature);
        if (recovered != signer) revert SignatureMismatch(signer, recovered);
        _nonceUsedAt[signer][nonce] = block.number;
        emit SignatureUsed(signer, nonce);
    }
}
