// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {ClinicCalls} from "./ClinicCalls.sol";

/// @title Insurance checks and claims, by commitment
/// @notice Proves that a check was made and that a claim was submitted and settled once; what for and how much stays
///         between clinic and payer.
contract InsuranceVerificationContract is ClinicCalls {
    enum ClaimStatus {
        Unknown,
        Submitted,
        Settled
    }

    struct Verification {
        address patient;
        address provider;
        uint256 verifiedAtBlock;
    }

    struct Claim {
        ClaimStatus status;
        address patient;
        address provider;
        bytes32 procedureCode;
        uint256 amount;
        uint256 submittedAtBlock;
        uint256 settledAtBlock;
    }

    mapping(uint256 verificationId => Verification) private _verifications;
    mapping(bytes32 procedureCode => uint256 verificationId) private _verificationIdOf;
    uint256 private _verificationCount;
    mapping(uint256 claimId => Claim) private _claims;
    mapping(bytes32 procedureCode => uint256 claimId) private _claimIdOf;
    uint256 private _claimCount;

    /// @notice Coverage was checked with the payer.
    event InsuranceVerified(
        uint256 indexed verificationId, bytes32 indexed procedureCode, address indexed patient, address provider
    );
    /// @notice A claim went to the payer.
    event ClaimSubmitted(
        uint256 indexed claimId,
        bytes32 indexed procedureCode,
        address indexed patient,
        address provider,
        uint256 amount
    );
    /// @notice The payer paid.
    event PaymentSettled(uint256 indexed claimId, bytes32 indexed procedureCode);

    error InsuranceAlreadyVerified(bytes32 procedureCode, uint256 verificationId, uint256 verifiedAtBlock);
    error ClaimAlreadySubmitted(bytes32 procedureCode, uint256 claimId, uint256 submittedAtBlock);
    error ClaimNotFound(uint256 claimId);
    error ClaimAlreadySettled(uint256 claimId, uint256 settledAtBlock);

    /// @param admin the operator: admin and relayer
    constructor(address admin) ClinicCalls(admin) {}

    /// @notice Records that coverage was checked.
    /// @param patient pseudonymous address
    /// @param provider who is to be paid
    /// @param procedureCode salted commitment to what was checked and answered; unique
    /// @return verificationId counts from 1
    function verifyInsurance(address patient, address provider, bytes32 procedureCode)
        external
        whenNotPaused
        onlyRole(OPERATOR_ROLE)
        returns (uint256 verificationId)
    {
        _requireParties(patient, provider, procedureCode);
        uint256 existing = _verificationIdOf[procedureCode];
        if (existing != 0) {
            revert InsuranceAlreadyVerified(procedureCode, existing, _verifications[existing].verifiedAtBlock);
        }
        verificationId = ++_verificationCount;
        _verificationIdOf[procedureCode] = verificationId;
        _verifications[verificationId] = Verification(patient, provider, block.number);
        emit InsuranceVerified(verificationId, procedureCode, patient, provider);
    }

    /// @notice Records a claim.
    /// @param procedureCode salted commitment to the claim; unique, and the claim's name off chain
    /// @param amount salted commitment to the amount, as a number: the amount itself is for the payer only
    /// @return claimId counts from 1
    function submitClaim(address patient, address provider, bytes32 procedureCode, uint256 amount)
        external
        whenNotPaused
        onlyRole(OPERATOR_ROLE)
        returns (uint256 claimId)
    {
        _requireParties(patient, provider, procedureCode);
        uint256 existing = _claimIdOf[procedureCode];
        if (existing != 0) {
            revert ClaimAlreadySubmitted(procedureCode, existing, _claims[existing].submittedAtBlock);
        }
        claimId = ++_claimCount;
        _claimIdOf[procedureCode] = claimId;
        _claims[claimId] = Claim(ClaimStatus.Submitted, patient, provider, procedureCode, amount, block.number, 0);
        emit ClaimSubmitted(claimId, procedureCode, patient, provider, amount);
    }

    /// @notice Records that the payer settled the claim. Once.
    function settlePayment(uint256 claimId) external whenNotPaused onlyRole(OPERATOR_ROLE) {
        _settle(claimId);
    }

    /// @notice The same by the claim's commitment: a claim can be submitted and settled without asking for its id.
    function settlePaymentOf(bytes32 procedureCode) external whenNotPaused onlyRole(OPERATOR_ROLE) {
        _settle(_claimIdOf[procedureCode]);
    }

    /// @notice Where a claim stands; `Unknown` when there is none under this id.
    function getClaimStatus(uint256 claimId) external view returns (ClaimStatus) {
        return _claims[claimId].status;
    }

    /// @notice The claim under this id, as commitments.
    function getClaim(uint256 claimId) external view returns (Claim memory) {
        if (_claims[claimId].status == ClaimStatus.Unknown) revert ClaimNotFound(claimId);
        return _claims[claimId];
    }

    /// @notice The id of the claim with this commitment, or 0.
    function claimIdOf(bytes32 procedureCode) external view returns (uint256) {
        return _claimIdOf[procedureCode];
    }

    /// @notice The id of the check with this commitment, or 0.
    function verificationIdOf(bytes32 procedureCode) external view returns (uint256) {
        return _verificationIdOf[procedureCode];
    }

    /// @notice The check under this id; all zero when there is none.
    function getVerification(uint256 verificationId) external view returns (Verification memory) {
        return _verifications[verificationId];
    }

    function _settle(uint256 claimId) private {
        Claim storage claim = _claims[claimId];
        if (claim.status == ClaimStatus.Unknown) revert ClaimNotFound(claimId);
        if (claim.status == ClaimStatus.Settled) revert ClaimAlreadySettled(claimId, claim.settledAtBlock);
        claim.status = ClaimStatus.Settled;
        claim.settledAtBlock = block.number;
        emit PaymentSettled(claimId, claim.procedureCode);
    }

    function _requireParties(address patient, address provider, bytes32 procedureCode) private pure {
        if (patient == address(0) || provider == address(0) || procedureCode == bytes32(0)) revert EmptyArgument();
    }
}
