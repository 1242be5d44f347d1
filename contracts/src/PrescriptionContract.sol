// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity 0.8.37;

import {ClinicCalls} from "./ClinicCalls.sol";
import {StaffSignatures} from "./StaffSignatures.sol";

/// @title Prescriptions that can be verified by anyone and filled only as often as the doctor said
/// @notice A prescription is a salted commitment to its content. It ends filled (no fills left) or cancelled.
/// @dev Relayed calls name a prescription by its commitment, because an offline device cannot know the id.
contract PrescriptionContract is ClinicCalls, StaffSignatures {
    enum Status {
        Unknown,
        Active,
        Filled,
        Cancelled
    }

    struct Prescription {
        Status status;
        uint32 fillsLeft;
        address patient;
        address doctor;
        bytes32 medicationHash;
        uint256 issuedAtBlock;
        uint256 endedAtBlock;
    }

    /// @notice May issue prescriptions in their own name, and cancel prescriptions (also a colleague's, when covering).
    bytes32 public constant DOCTOR_ROLE = keccak256("DOCTOR_ROLE");
    /// @notice May fill prescriptions.
    bytes32 public constant PHARMACY_ROLE = keccak256("PHARMACY_ROLE");
    /// @notice No prescription may be filled more often than this.
    uint256 public constant MAX_FILLS = 99;
    /// @notice What a doctor signs to issue.
    bytes32 public constant ISSUE_TYPEHASH =
        keccak256(
            "IssuePrescription(address patient,address doctor,bytes32 medicationHash,uint256 fills,bytes32 nonce)"
        );
    /// @notice What a pharmacist signs to fill once.
    bytes32 public constant FILL_TYPEHASH =
        keccak256("FillPrescription(bytes32 medicationHash,address pharmacy,bytes32 nonce)");
    /// @notice What a doctor signs to cancel.
    bytes32 public constant CANCEL_TYPEHASH = keccak256("CancelPrescription(bytes32 medicationHash,bytes32 nonce)");

    mapping(uint256 prescriptionId => Prescription) private _prescriptions;
    mapping(bytes32 medicationHash => uint256 prescriptionId) private _idOf;
    uint256 private _prescriptionCount;

    /// @notice A doctor prescribed.
    event PrescriptionIssued(
        uint256 indexed prescriptionId,
        bytes32 indexed medicationHash,
        address indexed doctor,
        address patient,
        uint256 fills
    );
    /// @notice A pharmacy dispensed one fill.
    event PrescriptionFilled(
        uint256 indexed prescriptionId,
        bytes32 indexed medicationHash,
        address indexed pharmacy,
        address filledBy,
        uint256 fillsLeft
    );
    /// @notice A doctor cancelled what was left of it.
    event PrescriptionCancelled(
        uint256 indexed prescriptionId, bytes32 indexed medicationHash, address indexed cancelledBy
    );

    error PrescriptionAlreadyIssued(bytes32 medicationHash, uint256 prescriptionId, uint256 issuedAtBlock);
    error PrescriptionNotFound(uint256 prescriptionId);
    error PrescriptionUnknown(bytes32 medicationHash);
    error AlreadyFilled(uint256 prescriptionId);
    error AlreadyCancelled(uint256 prescriptionId, uint256 cancelledAtBlock);
    error NotThePrescriber(address account, address doctor);
    error InvalidFills(uint256 fills, uint256 maximum);

    /// @param admin the operator: admin and relayer
    /// @param salt the deployment's salt, part of what staff sign
    constructor(address admin, bytes32 salt, uint256 clinicChainId)
        ClinicCalls(admin)
        StaffSignatures("PrescriptionContract", salt, clinicChainId)
    {}

    /// @notice Issues a prescription with one fill, as the doctor.
    /// @param patient pseudonymous address
    /// @param doctor the caller
    /// @param medicationHash salted commitment to the prescription; unique
    /// @return prescriptionId counts from 1
    function issuePrescription(address patient, address doctor, bytes32 medicationHash)
        external
        whenNotPaused
        onlyRole(DOCTOR_ROLE)
        returns (uint256 prescriptionId)
    {
        if (msg.sender != doctor) revert NotThePrescriber(msg.sender, doctor);
        return _issue(patient, doctor, medicationHash, 1);
    }

    /// @notice Issues a prescription for the doctor who signed it; anyone may relay.
    /// @param fills how often it may be filled, 1 to MAX_FILLS
    function issuePrescriptionFor(
        address patient,
        address doctor,
        bytes32 medicationHash,
        uint256 fills,
        address signer,
        bytes32 nonce,
        bytes calldata signature
    ) external whenNotPaused returns (uint256 prescriptionId) {
        bytes32 structHash = keccak256(abi.encode(ISSUE_TYPEHASH, patient, doctor, medicationHash, fills, nonce));
        _useSignature(signer, nonce, structHash, signature);
        _checkRole(DOCTOR_ROLE, signer);
        if (signer != doctor) revert NotThePrescriber(signer, doctor);
        return _issue(patient, doctor, medicationHash, fills);
    }

    /// @notice Fills a prescription once, as the caller.
    /// @param pharmacy where it was dispensed
    function fillPrescription(uint256 prescriptionId, address pharmacy)
        external
        whenNotPaused
        onlyRole(PHARMACY_ROLE)
    {
        _fill(prescriptionId, pharmacy, msg.sender);
    }

    /// @notice Fills a prescription once for the pharmacist who signed; anyone may relay.
    function fillPrescriptionFor(
        bytes32 medicationHash,
        address pharmacy,
        address signer,
        bytes32 nonce,
        bytes calldata signature
    ) external whenNotPaused {
        _useSignature(signer, nonce, keccak256(abi.encode(FILL_TYPEHASH, medicationHash, pharmacy, nonce)), signature);
        _checkRole(PHARMACY_ROLE, signer);
        _fill(_known(medicationHash), pharmacy, signer);
    }

    /// @notice Cancels what is left of a prescription, as the caller.
    function cancelPrescription(uint256 prescriptionId) external whenNotPaused onlyRole(DOCTOR_ROLE) {
        _cancel(prescriptionId, msg.sender);
    }

    /// @notice Cancels for the doctor who signed; anyone may relay.
    function cancelPrescriptionFor(bytes32 medicationHash, address signer, bytes32 nonce, bytes calldata signature)
        external
        whenNotPaused
    {
        _useSignature(signer, nonce, keccak256(abi.encode(CANCEL_TYPEHASH, medicationHash, nonce)), signature);
        _checkRole(DOCTOR_ROLE, signer);
        _cancel(_known(medicationHash), signer);
    }

    /// @notice Where the prescription under this id stands; `Unknown` when there is none.
    function verifyPrescription(uint256 prescriptionId) external view returns (Status) {
        return _prescriptions[prescriptionId].status;
    }

    /// @notice All that the chain knows of a prescription.
    function getPrescription(uint256 prescriptionId) external view returns (Prescription memory) {
        if (_prescriptions[prescriptionId].status == Status.Unknown) revert PrescriptionNotFound(prescriptionId);
        return _prescriptions[prescriptionId];
    }

    /// @notice The same by commitment, in one call; all zero when there is none.
    function findPrescription(bytes32 medicationHash)
        external
        view
        returns (uint256 prescriptionId, Prescription memory prescription)
    {
        prescriptionId = _idOf[medicationHash];
        prescription = _prescriptions[prescriptionId];
    }

    function _issue(address patient, address doctor, bytes32 medicationHash, uint256 fills)
        private
        returns (uint256 prescriptionId)
    {
        if (patient == address(0) || medicationHash == bytes32(0)) revert EmptyArgument();
        if (fills == 0 || fills > MAX_FILLS) revert InvalidFills(fills, MAX_FILLS);
        uint256 existing = _idOf[medicationHash];
        if (existing != 0) {
            revert PrescriptionAlreadyIssued(medicationHash, existing, _prescriptions[existing].issuedAtBlock);
        }
        prescriptionId = ++_prescriptionCount;
        _idOf[medicationHash] = prescriptionId;
        _prescriptions[prescriptionId] =
            Prescription(Status.Active, uint32(fills), patient, doctor, medicationHash, block.number, 0);
        emit PrescriptionIssued(prescriptionId, medicationHash, doctor, patient, fills);
    }

    function _fill(uint256 prescriptionId, address pharmacy, address filledBy) private {
        if (pharmacy == address(0)) revert EmptyArgument();
        Prescription storage prescription = _active(prescriptionId);
        uint32 fillsLeft = prescription.fillsLeft - 1;
        prescription.fillsLeft = fillsLeft;
        if (fillsLeft == 0) {
            prescription.status = Status.Filled;
            prescription.endedAtBlock = block.number;
        }
        emit PrescriptionFilled(prescriptionId, prescription.medicationHash, pharmacy, filledBy, fillsLeft);
    }

    function _cancel(uint256 prescriptionId, address cancelledBy) private {
        Prescription storage prescription = _active(prescriptionId);
        prescription.status = Status.Cancelled;
        prescription.endedAtBlock = block.number;
        emit PrescriptionCancelled(prescriptionId, prescription.medicationHash, cancelledBy);
    }

    function _active(uint256 prescriptionId) private view returns (Prescription storage prescription) {
        prescription = _prescriptions[prescriptionId];
        Status status = prescription.status;
        if (status == Status.Unknown) revert PrescriptionNotFound(prescriptionId);
        if (status == Status.Filled) revert AlreadyFilled(prescriptionId);
        if (status == Status.Cancelled) revert AlreadyCancelled(prescriptionId, prescription.endedAtBlock);
    }

    function _known(bytes32 medicationHash) private view returns (uint256 prescriptionId) {
        prescriptionId = _idOf[medicationHash];
        if (prescriptionId == 0) revert PrescriptionUnknown(medicationHash);
    }
}
